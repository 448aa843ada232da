/** @type {import("livekit-mock").MockHandlers} */
export default {
  RoomService: {
    CreateRoom: (ctx, request) => ({ sid: "RM_1", name: request.name }),
    DeleteRoom() {
      throw { code: "not_found", msg: "no such room" };
    },
  },
};

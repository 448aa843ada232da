/** Which scenario a request belongs to. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { SeenRequest } from "livekit-mock";
import { Sorter } from "../runner/arrivals.js";

describe("requests belong to the scenario", () => {
  const request: SeenRequest = {
    id: null,
    region: 0,
    method: "POST",
    host: null,
    path: "/twirp/livekit.RoomService/CreateRoom",
    status: 503,
    injected: null,
    ms: 1,
  };

  test("of their control's id, or else of their host", () => {
    const sorter = new Sorter();
    const [mine, other] = [sorter.gather("node-1"), sorter.gather("node-2")];
    sorter.onRequest({ ...request, id: "node-1", host: "node-2.livekit.cloud" });
    sorter.onRequest({
      ...request,
      region: 2,
      host: "NODE-1-R2.livekit.cloud:80",
      method: "GET",
      status: 200,
    });
    sorter.onRequest({
      ...request,
      region: 1,
      id: "node-1",
      path: "/settings/regions",
      status: 200,
    });
    sorter.onRequest({ ...request, id: "node-3" });
    sorter.onRequest(request);
    const { attempts, gets, discoveries, respondedBy, regions } = mine;
    assert.deepEqual(
      [attempts, gets, discoveries, respondedBy, [...regions]],
      [2, 1, 1, 2, [0, 2, 1]],
    );
    assert.equal(other.attempts, 0);
  });

  test("until that is forgotten", () => {
    const sorter = new Sorter();
    const arrivals = sorter.gather("a");
    sorter.forget("a");
    sorter.onRequest({ ...request, id: "a" });
    assert.equal(arrivals.attempts, 0);
  });
});

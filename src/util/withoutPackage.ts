/** The name of a service or the path of a method without its package: `RoomService/CreateRoom`. */
export function withoutPackage(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

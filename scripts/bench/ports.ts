import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";

/** Ports that were free a moment ago, for a process that has to be told them. */
export async function pickPorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const picked = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return picked;
}

// The reference: a bare node:http server that answers every request with the same small JSON, in a process of its own.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const body = JSON.stringify({ pollSeconds: 60, action: null, apps: {} });
const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };

const server = createServer((_request, response) => {
  response.writeHead(200, headers).end(body);
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));

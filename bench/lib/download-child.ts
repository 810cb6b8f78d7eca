// Downloads the same file several times at once over kept connections, throws it away, and tells how long it took.
import { connect } from "node:net";

const [port = "0", parallel = "1", times = "1"] = process.argv.slice(2);
const HEADER_END = Buffer.from("\r\n\r\n");

process.once("message", (request: string) => {
  const startedAt = performance.now();
  Promise.all(Array.from({ length: Number(parallel) }, () => downloadAll(request))).then(
    (bytes) => {
      const total = bytes.reduce((sum, one) => sum + one, 0);
      process.send?.(total / ((performance.now() - startedAt) / 1000), () => process.exit(0));
    },
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

/** One connection: the file as often as wanted, one after the other. Returns how many bytes came. */
function downloadAll(request: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1");
    let left = 0;
    let begun = 0;
    let total = 0;
    const begin = () => {
      if (begun++ < Number(times)) return void socket.write(request);
      socket.destroy();
      resolve(total);
    };
    socket.on("connect", begin);
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("The connection was closed in the middle.")));
    socket.on("data", (chunk: Buffer) => {
      let size = chunk.length;
      if (left === 0) {
        const end = chunk.indexOf(HEADER_END) + HEADER_END.length;
        const head = chunk.toString("latin1", 0, end);
        if (!head.startsWith("HTTP/1.1 200")) return reject(new Error(head));
        left = Number(/content-length: (\d+)/i.exec(head)?.[1]);
        size -= end;
      }
      left -= size;
      total += size;
      if (left === 0) begin();
    });
  });
}

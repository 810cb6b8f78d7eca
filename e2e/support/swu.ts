import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What the devices of stories are; an update says for which revisions of the hardware it is. */
export const hardware = { board: "story-board", revision: "1.0" };

/** Where an update puts its content, seen from the folder in which the daemon runs. */
export const INSTALLED_FILE = "rootfs.bin";
const CONTENT_FILE = "content.bin";

/** Makes updates for SWUpdate and signs them with a key that lives as long as it does. */
export class SwuMaker {
  readonly certificate: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.certificate = path.join(folder, "certificate.pem");
  }

  static async start(): Promise<SwuMaker> {
    const maker = new SwuMaker(await mkdtemp(path.join(os.tmpdir(), "slipway-swu-")));
    await maker.#openssl(
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Stories"],
      // What SWUpdate wants of a signer, unless it is told otherwise.
      ["-addext", "keyUsage=digitalSignature", "-addext", "extendedKeyUsage=emailProtection"],
      ["-keyout", "key.pem", "-out", "certificate.pem"],
    );
    return maker;
  }

  /** An update that writes its content to a file. `sha256` is what it claims of the content. */
  async make({
    version,
    content,
    sha256 = sha256Of(content),
  }: {
    version: string;
    content: Buffer;
    sha256?: string;
  }): Promise<Buffer> {
    const description = `software = {
  version = "${version}";
  hardware-compatibility = [ "${hardware.revision}" ];
  files: ( { filename = "${CONTENT_FILE}"; path = "${INSTALLED_FILE}"; sha256 = "${sha256}"; } );
};
`;
    await writeFile(path.join(this.#folder, "sw-description"), description);
    await this.#openssl(
      ["cms", "-sign", "-in", "sw-description", "-out", "sw-description.sig", "-outform", "DER"],
      ["-signer", "certificate.pem", "-inkey", "key.pem", "-nosmimecap", "-binary"],
    );
    // The order is SWUpdate's: it reads the archive as it arrives.
    return archive([
      { name: "sw-description", content: Buffer.from(description) },
      { name: "sw-description.sig", content: await readFile(path.join(this.#folder, "sw-description.sig")) },
      { name: CONTENT_FILE, content },
    ]);
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #openssl(...args: string[][]): Promise<void> {
    await run("openssl", args.flat(), { cwd: this.#folder });
  }
}

function sha256Of(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

interface Entry {
  name: string;
  content: Buffer;
}

/** The format that cpio calls "crc": a head of hexadecimal numbers before each file, and a sum of the file's bytes. */
const MAGIC = "070702";
const TRAILER = "TRAILER!!!";
const REGULAR_FILE = 0o100644;
const ALIGNMENT = 4;

function archive(entries: readonly Entry[]): Buffer {
  const trailer = { name: TRAILER, content: Buffer.alloc(0) };
  return Buffer.concat([...entries, trailer].flatMap((entry, index) => archiveEntry(entry, index + 1)));
}

function archiveEntry({ name, content }: Entry, inode: number): Buffer[] {
  const title = Buffer.from(`${name}\0`);
  const sum = content.reduce((total, byte) => (total + byte) >>> 0, 0);
  const [owner, group, links, changedAt, device] = [0, 0, 1, 0, 0];
  const numbers = [inode, REGULAR_FILE, owner, group, links, changedAt, content.length]
    .concat(device, device, device, device)
    .concat(title.length, sum);
  const head = MAGIC + numbers.map((number) => number.toString(16).padStart(8, "0")).join("");
  return [padded(Buffer.concat([Buffer.from(head), title])), padded(content)];
}

function padded(bytes: Buffer): Buffer {
  const missing = (ALIGNMENT - (bytes.length % ALIGNMENT)) % ALIGNMENT;
  return missing === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(missing)]);
}

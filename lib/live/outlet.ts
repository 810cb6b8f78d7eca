/** What a listener may leave unread before nothing more is read for it. */
const AHEAD_BYTES = 64 * 1024;
/** A listener this far behind is cut off; it resumes from its last event when it can follow again. */
const BEHIND_BYTES_MAX = 1024 * 1024;

/** The writing end of one listener's stream, which never holds more than the listener may be behind. */
export class Outlet {
  onClose: () => void = () => undefined;
  readonly #encoder = new TextEncoder();
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #onRoom: (() => void) | null = null;

  get isOpen(): boolean {
    return this.#controller !== null;
  }

  /** The reading end. `begin` writes what there is to tell at once; the stream takes more only after its start. */
  stream(begin: () => Promise<void>): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
          begin().catch((error: unknown) => this.#end()?.error(error));
        },
        pull: () => this.#tellRoom(),
        cancel: () => this.close(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: AHEAD_BYTES }),
    );
  }

  send(text: string): void {
    if (!this.#controller) return;
    if ((this.#controller.desiredSize ?? 0) < -BEHIND_BYTES_MAX) this.close();
    else this.#controller.enqueue(this.#encoder.encode(text));
  }

  /** Waits until the listener has read most of what was sent, or has gone. */
  async room(): Promise<void> {
    while (this.#controller && (this.#controller.desiredSize ?? 0) <= 0) {
      await new Promise<void>((resolve) => {
        this.#onRoom = resolve;
      });
    }
  }

  #tellRoom(): void {
    this.#onRoom?.();
    this.#onRoom = null;
  }

  close(): void {
    const open = this.#end();
    if (open) closeQuietly(open);
  }

  #end(): ReadableStreamDefaultController<Uint8Array> | null {
    const open = this.#controller;
    this.#controller = null;
    this.#tellRoom();
    this.onClose();
    return open;
  }
}

function closeQuietly(controller: ReadableStreamDefaultController<Uint8Array>): void {
  try {
    controller.close();
  } catch {
    // The client was faster: the stream is closed already.
  }
}

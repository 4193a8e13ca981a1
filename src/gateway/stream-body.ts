export interface StreamBody {
  /** Makes the text, piece by piece; `gone` aborts when nobody takes it any more. */
  readonly write: (gone: AbortSignal) => AsyncIterable<string>;
  /** Called once, however the stream ends. */
  readonly onEnd: () => void;
  readonly onError: (error: unknown) => void;
}

/** A body that is made only as fast as it is taken. */
export function streamBody({ write, onEnd, onError }: StreamBody): ReadableStream<Uint8Array> {
  const gone = new AbortController();
  const pieces = write(gone.signal)[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await pieces.next();
          // Nobody is there any more who could take it.
          if (gone.signal.aborted) return;
          if (!done) return controller.enqueue(encoder.encode(value));
          controller.close();
        } catch (error) {
          onError(error);
          controller.error(error);
        }
        onEnd();
      },
      async cancel() {
        gone.abort();
        onEnd();
        await pieces.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

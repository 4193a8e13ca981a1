export interface ServerSentEvent {
  readonly id: string;
  /** Empty where only the place in the feed is told. */
  readonly data: string;
}

/** The appliance writes something every 15 s: a stream that is silent for longer is dead, whatever TCP says. */
const SILENCE_MS = 45_000;

/**
 * Reads server-sent events as they come.
 * @throws Error whose cause is the status, when that is not 200
 */
export async function* readServerSentEvents(
  url: string,
  authorization: string,
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent, void> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const response = await fetch(url, {
      headers: { authorization, accept: 'text/event-stream' },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok) throw new Error(`The feed answers ${response.status}.`, { cause: response.status });
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      timer.refresh();
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      yield* blocks.flatMap(parseBlock);
    }
  } finally {
    clearTimeout(timer);
  }
}

function parseBlock(block: string): readonly ServerSentEvent[] {
  const [, id] = /^id: (.*)$/m.exec(block) ?? [];
  return id === undefined ? [] : [{ id, data: /^data: (.*)$/m.exec(block)?.[1] ?? '' }];
}

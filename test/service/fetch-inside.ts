import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Fetch } from '../../src/selftest/scim-client.ts';

interface Call {
  readonly number: number;
  readonly url: string;
  readonly init: RequestInit;
}

type Reply =
  | { readonly number: number; readonly failure: string }
  | {
      readonly number: number;
      readonly status: number;
      readonly headers: readonly (readonly [string, string])[];
      readonly body: string;
    };

/**
 * A `fetch` that runs in the network of another process: requests and answers travel as lines of JSON. It takes any
 * certificate.
 */
export function createFetchInside(pid: string): AsyncDisposable & { readonly fetch: Fetch } {
  const child = spawn(
    'nsenter',
    ['--target', pid, '--net', '--', process.execPath, '--no-warnings', fileURLToPath(import.meta.url)],
    { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0' } },
  );
  const waiting = new Map<number, PromiseWithResolvers<Response>>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const reply = JSON.parse(line) as Reply;
    const call = waiting.get(reply.number);
    waiting.delete(reply.number);
    if ('failure' in reply) call?.reject(new TypeError(reply.failure));
    else call?.resolve(toResponse(reply));
  });
  let count = 0;
  return {
    fetch(url, init = {}) {
      const call = Promise.withResolvers<Response>();
      count += 1;
      waiting.set(count, call);
      const { signal: _, ...rest } = init;
      child.stdin.write(`${JSON.stringify({ number: count, url, init: rest } satisfies Call)}\n`);
      return call.promise;
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

function toResponse({ status, headers, body }: Extract<Reply, { status: number }>): Response {
  const hasNoBody = status === 204 || status === 304;
  return new Response(hasNoBody ? null : body, { status, headers: headers.map(([...pair]) => pair) });
}

async function answer({ number, url, init }: Call): Promise<Reply> {
  try {
    const response = await fetch(url, init);
    const { status, headers } = response;
    return { number, status, headers: [...headers], body: await response.text() };
  } catch (error) {
    return { number, failure: String(error instanceof Error ? (error.cause ?? error) : error) };
  }
}

if (import.meta.main) {
  createInterface({ input: process.stdin }).on('line', async (line) => {
    process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
  });
}

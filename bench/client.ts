import { Agent, type IncomingMessage, request } from 'node:http';
import type { Server } from './server.ts';

export interface Answer {
  readonly text: string;
  /** Milliseconds from the request to the end of its answer. */
  readonly ms: number;
}

/** One client on one connection, for what is measured request by request. */
export class Client implements Disposable {
  readonly #server: Server;
  readonly #authorization: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(server: Server, authorization: string) {
    this.#server = server;
    this.#authorization = authorization;
  }

  /** @throws Error for an answer other than 2xx */
  async send(method: string, path: string, body?: unknown): Promise<Answer> {
    const start = performance.now();
    const response = await this.#request(method, path, body);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    const ms = performance.now() - start;
    const text = Buffer.concat(chunks).toString();
    const { statusCode = 0 } = response;
    if (statusCode < 200 || statusCode > 299) throw new Error(`${method} ${path}: ${statusCode} ${text}`);
    return { text, ms };
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  #request(method: string, path: string, body: unknown): Promise<IncomingMessage> {
    const headers = { Authorization: this.#authorization, 'Content-Type': 'application/scim+json' };
    const options = { port: this.#server.port, host: '127.0.0.1', method, path, headers, agent: this.#agent };
    return new Promise((resolve, reject) => {
      request(options, resolve)
        .on('error', reject)
        .end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

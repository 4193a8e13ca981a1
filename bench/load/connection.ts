import { connect, type Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const STATUS_START = 'HTTP/1.1 '.length;

/**
 * A connection that is kept alive and carries one request at a time. It reads no more of an answer than a load
 * generator has to, which leaves the machine to the server: the status, and where the answer ends.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #chunks: Buffer[] = [];
  #received = 0;
  /** Bytes of the answer; 0 until its head has come. */
  #expected = 0;
  #status = 0;
  #answered: (status: number) => void = () => {};

  private constructor(socket: Socket, failed: (error: Error) => void) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', failed);
    socket.on('close', () => failed(new Error('The server closed a connection.')));
  }

  /** @param failed told when the connection breaks, also by `close` */
  static open(port: number, failed: (error: Error) => void): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.off('error', reject);
        resolve(new Connection(socket, failed));
      });
      socket.once('error', reject);
    });
  }

  /** @param answered gets the status once the whole answer is there */
  send(request: string, answered: (status: number) => void): void {
    this.#answered = answered;
    this.#socket.write(request);
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received += chunk.length;
    if (this.#expected === 0) this.#readHead(chunk);
    if (this.#expected === 0 || this.#received < this.#expected) return;
    this.#received = 0;
    this.#expected = 0;
    this.#answered(this.#status);
  }

  #readHead(chunk: Buffer): void {
    this.#chunks.push(chunk);
    const bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    const end = bytes.indexOf(HEAD_END);
    if (end === -1) return;
    this.#chunks.length = 0;
    const head = bytes.toString('latin1', 0, end);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) throw new Error(`The answer has no Content-Length: ${head}`);
    this.#status = Number(head.slice(STATUS_START, STATUS_START + 3));
    this.#expected = end + HEAD_END.length + Number(length);
  }
}

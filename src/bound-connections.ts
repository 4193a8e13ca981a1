import type { Server, Socket } from 'node:net';

const IPV6_GROUPS = 8;
/** Of the eight: what providers give to one customer at the least. */
const IPV6_NETWORK_GROUPS = 4;
const MAPPED_IPV4 = /^::ffff:/;

/**
 * Closes each connection above as many as one client may hold, so that none takes all that there are. A client is an
 * IPv4 address or an IPv6 network of 64 bits; who comes by a UNIX socket has no address and is not bounded.
 * @param isProxy whether an address stands for many clients, and is not bounded either
 */
export function boundConnections(
  server: Server,
  { perClient, isProxy }: { readonly perClient: number; readonly isProxy: (address: string) => boolean },
): void {
  const held = new Map<string, number>();

  function release(client: string): void {
    const left = (held.get(client) ?? 1) - 1;
    if (left === 0) held.delete(client);
    else held.set(client, left);
  }

  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress?.replace(MAPPED_IPV4, '');
    if (address === undefined || isProxy(address)) return;
    const client = clientOf(address);
    const count = held.get(client) ?? 0;
    if (count >= perClient) {
      socket.destroy();
      return;
    }
    held.set(client, count + 1);
    socket.once('close', () => release(client));
  });
}

function clientOf(address: string): string {
  if (!address.includes(':')) return address;
  const [left = [], right = []] = address.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const zeros = Array.from({ length: IPV6_GROUPS - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].slice(0, IPV6_NETWORK_GROUPS).join(':');
}

import { lookup } from 'node:dns/promises';
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { BlockList, isIP, isIPv6 } from 'node:net';
import type { Destination } from '../../directory/receiver.ts';
import { startDeadline } from '../deadline.ts';
import { WAVE } from './waves.ts';

/** Sends to one address that was configured, and to no other. */
export interface Egress extends Disposable {
  /**
   * POSTs; an answer of any kind is one, a redirect too, which is not followed.
   * @throws Error when there is none, or when the address is not to be connected to
   */
  post(body: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Reply>;
}

export interface Reply {
  readonly status: number;
  /** How the body begins. */
  readonly text: string;
}

/** Networks that nobody out there can mean: our own, this machine, and those of special use (RFC 6890). */
const PRIVATE = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4'],
  ...['::/128', '::1/128', '64:ff9b::/96', '2002::/16', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
];
const TIMEOUT_MS = 10_000;
const MAX_REPLY = 2048;

let privateNetworks: BlockList | undefined;

function toBlockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), address.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}

export function createEgress(destination: Destination, { timeoutMs = TIMEOUT_MS } = {}): Egress {
  const url = new URL(destination.url);
  const isTls = url.protocol === 'https:';
  const options = { keepAlive: true, maxSockets: WAVE };
  const agent = isTls ? new HttpsAgent(options) : new HttpAgent(options);

  return {
    async post(body, headers, signal) {
      using deadline = startDeadline(timeoutMs, signal);
      const host = await resolveHost(url, destination);
      const request = (isTls ? requestHttps : requestHttp)({
        agent,
        method: 'POST',
        // By address: what the name stands for must not be another one by the time of connecting.
        host,
        servername: isIP(hostOf(url)) === 0 ? hostOf(url) : '',
        port: url.port || (isTls ? 443 : 80),
        path: `${url.pathname}${url.search}`,
        headers: { ...headers, Host: url.host, 'Content-Length': Buffer.byteLength(body) },
        signal: deadline.signal,
      });
      request.end(body);
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        request.once('response', resolve);
        request.once('error', reject);
      });
      return { status: response.statusCode ?? 0, text: await readStart(response) };
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

/** Whether an address is in a network that is not reached by accident. */
export function isPrivate(address: string): boolean {
  const mapped = /^::ffff:(?<four>[\d.]+)$/i.exec(address)?.groups?.['four'];
  const plain = mapped ?? address;
  privateNetworks ??= toBlockList(PRIVATE);
  return privateNetworks.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}

async function resolveHost(url: URL, { allowPrivateNetwork }: Destination): Promise<string> {
  const host = hostOf(url);
  const addresses = isIP(host) === 0 ? await lookup(host, { all: true }) : [{ address: host }];
  const allowed = addresses.find(({ address }) => allowPrivateNetwork || !isPrivate(address));
  if (allowed !== undefined) return allowed.address;
  throw new Error(
    `${host} is in a private network, ${addresses[0]?.address}: set allowPrivateNetwork if that is meant.`,
  );
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

async function readStart(response: IncomingMessage): Promise<string> {
  let text = '';
  // All is read, so that the connection can be used again.
  for await (const chunk of response.setEncoding('utf8')) if (text.length < MAX_REPLY) text += chunk;
  return text.slice(0, MAX_REPLY);
}

import { BlockList, isIP } from 'node:net';
import type { Context, MiddlewareHandler } from 'hono';
import { remember, rememberOf } from '../scim/remember.ts';
import type { HttpEnv, Peer } from './environment.ts';

const REMEMBERED = 1000;

/** What one proxy tells of the request that it got. */
interface Hop {
  readonly address: string | undefined;
  readonly scheme: string | undefined;
  readonly host: string | undefined;
}

/**
 * Finds out who asks, and by which URL. `Forwarded` (RFC 7239) or the `X-Forwarded-*` headers are believed as far as
 * they were written by trusted proxies: anyone can send such a header. A proxy that writes the one kind passes on what a
 * client wrote as the other, so where the two name different clients neither is believed.
 * @param trustedProxies addresses and CIDR blocks
 */
export function forwarded(trustedProxies: readonly string[]): MiddlewareHandler<HttpEnv> {
  const isTrusted = trustOf(trustedProxies);
  return function forwarded(c, next) {
    const peer = directPeer(c);
    c.set('peer', isTrusted(peer.address) ? believe(peer, readHeaders(c), isTrusted) : peer);
    return next();
  };
}

/** Tells the addresses of these proxies from others. @param proxies addresses and CIDR blocks */
export const trustOf = rememberOf((proxies: readonly string[]): ((address: string) => boolean) => {
  if (proxies.length === 0) return () => false;
  const list = new BlockList();
  for (const proxy of proxies) {
    const [network = '', prefix] = proxy.split('/');
    // Node's own test of that is a regular expression that takes milliseconds to compile, at every start.
    const family = network.includes(':') ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(prefix), family);
  }
  // Requests come from few addresses, and a list takes its time.
  return remember(REMEMBERED, (address: string) => {
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
  });
});

function directPeer(c: Context<HttpEnv>): Peer {
  const { url } = c.req;
  const colon = url.indexOf(':');
  const address = c.env?.incoming?.socket.remoteAddress ?? '';
  return {
    address: address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address,
    scheme: url.slice(0, colon),
    host: url.slice(colon + 3, url.indexOf('/', colon + 3)),
  };
}

/** Who is behind the proxies, by all that there is of the two kinds of headers. */
function believe(
  direct: Peer,
  headers: readonly (readonly Hop[])[],
  isTrusted: (address: string) => boolean,
): Peer {
  const [peer = direct, other = peer] = headers.map((hops) => seeThrough(direct, hops, isTrusted));
  return peer.address === other.address ? peer : direct;
}

/** Goes back from the nearest proxy for as long as the one before it is trusted too. */
function seeThrough(direct: Peer, hops: readonly Hop[], isTrusted: (address: string) => boolean): Peer {
  let peer = direct;
  for (const hop of hops.toReversed()) {
    peer = {
      address: hop.address ?? peer.address,
      scheme: hop.scheme ?? peer.scheme,
      host: hop.host ?? peer.host,
    };
    if (hop.address === undefined || !isTrusted(hop.address)) break;
  }
  return peer;
}

/** By each kind of headers that the request has, the hops in their order, the nearest last. */
function readHeaders(c: Context<HttpEnv>): readonly (readonly Hop[])[] {
  const standard = c.req.header('forwarded');
  const kinds = [standard === undefined ? [] : parseForwarded(standard), readCustomary(c)];
  return kinds.filter((hops) => hops.length > 0);
}

function readCustomary(c: Context<HttpEnv>): readonly Hop[] {
  const addresses = splitList(c.req.header('x-forwarded-for'));
  const schemes = splitList(c.req.header('x-forwarded-proto'));
  const hosts = splitList(c.req.header('x-forwarded-host'));
  const length = Math.max(addresses.length, schemes.length, hosts.length);
  if (length === 0) return [];
  // Many proxies replace two of the lists by one value, which then is the nearest to the client.
  return Array.from({ length }, (_, index) => {
    const fromEnd = index - length;
    return readHop(addresses.at(fromEnd), schemes.at(fromEnd) ?? schemes[0], hosts.at(fromEnd) ?? hosts[0]);
  });
}

function splitList(header: string | undefined): readonly string[] {
  return header === undefined ? [] : header.split(',').map((item) => item.trim());
}

function parseForwarded(header: string): readonly Hop[] {
  const elements = header.match(/(?:"[^"]*"|[^,"])+/g) ?? [];
  return elements.map((element) => {
    const pairs = element.matchAll(/\b(\w+)=("[^"]*"|[^;\s]*)/g);
    const values = new Map(
      Array.from(pairs, ([, name = '', value = '']) => [name.toLowerCase(), value.replaceAll('"', '')]),
    );
    return readHop(values.get('for'), values.get('proto'), values.get('host'));
  });
}

const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

function readHop(address: string | undefined, scheme: string | undefined, host: string | undefined): Hop {
  const bare = address?.replace(/^\[([^\]]*)\](?::\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1');
  return {
    address: bare !== undefined && isIP(bare) !== 0 ? bare : undefined,
    scheme: scheme !== undefined && /^https?$/i.test(scheme) ? scheme.toLowerCase() : undefined,
    host: host !== undefined && HOST.test(host) ? host : undefined,
  };
}

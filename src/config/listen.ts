import { isIPv6 } from 'node:net';

/** Where a server listens: a TCP port of an address, or a UNIX socket. */
export type ListenAddress = { readonly host: string; readonly port: number } | { readonly socket: string };

const TCP = /^(?:\[(?<six>[^\]]+)\]|(?<host>[a-z0-9][a-z0-9.-]*)):(?<port>\d{1,5})$/i;
const UNIX = /^unix:(?<socket>\/.+)$/;

/** Reads `HOST:PORT`, `[IPv6]:PORT` or `unix:/PATH`. @returns undefined when the text is no such address */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const { socket } = UNIX.exec(text)?.groups ?? {};
  if (socket !== undefined) return { socket };
  const { six, host = six, port } = TCP.exec(text)?.groups ?? {};
  if (host === undefined || Number(port) > 65_535 || (six !== undefined && !isIPv6(six))) return undefined;
  return { host, port: Number(port) };
}

/** Writes an address as `parseListenAddress` reads it. */
export function formatListenAddress(address: ListenAddress): string {
  if ('socket' in address) return `unix:${address.socket}`;
  return `${isIPv6(address.host) ? `[${address.host}]` : address.host}:${address.port}`;
}

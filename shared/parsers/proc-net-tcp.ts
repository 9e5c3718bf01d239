/** Rows of /proc/net/tcp and tcp6 (net/ipv4/tcp_ipv4.c get_tcp4_sock; proc_net(5)). Addresses in host byte order. */
import type { ParsedSocket } from '#shared/domain/parsed.ts';

//    1: 120200C0:D030 090200C0:2384 02 00000001:00000000 01:00000053 00000003     0        0 53886 2 …
const ROW =
  /^\s{0,8}\d{1,8}: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) ([0-9A-F]{2}) ([0-9A-F]{8}):([0-9A-F]{8})(?:\s|$)(?:\S+ \S+\s{1,8}\d{1,10}\s{1,8}\d{1,10} (\d{1,15})(?:\s|$))?/;
const HEADER = /^\s*sl\s+local_address\s+rem(?:ote)?_address\s/;

/** include/net/tcp_states.h, named as ss names them. */
const STATES: Readonly<Record<string, string>> = {
  '01': 'ESTAB',
  '02': 'SYN-SENT',
  '03': 'SYN-RECV',
  '04': 'FIN-WAIT-1',
  '05': 'FIN-WAIT-2',
  '06': 'TIME-WAIT',
  '07': 'UNCONN',
  '08': 'CLOSE-WAIT',
  '09': 'LAST-ACK',
  '0A': 'LISTEN',
  '0B': 'CLOSING',
  '0C': 'SYN-RECV',
};

export function isProcNetHeader(text: string): boolean {
  return HEADER.test(text);
}

export function isProcNetRow(text: string): boolean {
  return ROW.test(text);
}

/** Undefined where the line is no row, or names a state that no kernel has. */
export function readProcNetRow(text: string, line: number): ParsedSocket | undefined {
  const match = ROW.exec(text);
  const state = match === null ? undefined : STATES[match[5]!];
  if (match === null || state === undefined) return undefined;
  const inode = Number(match[8] ?? 0);
  const queues =
    state === 'LISTEN'
      ? {}
      : { sendQueueBytes: Number.parseInt(match[6]!, 16), receiveQueueBytes: Number.parseInt(match[7]!, 16) };
  return {
    state,
    local: endpoint(match[1]!, match[2]!),
    remote: endpoint(match[3]!, match[4]!),
    ...queues,
    ...(inode > 0 ? { inode } : {}),
    line,
  };
}

function endpoint(address: string, port: string): string {
  const number = Number.parseInt(port, 16);
  return address.length === 8 ? `${ipv4(address)}:${number}` : `[${ipv6(address)}]:${number}`;
}

/** Four bytes, the lowest first: every machine that this is for is little-endian. */
function bytesOf(word: string): string[] {
  return (word.match(/../g) ?? []).toReversed();
}

function ipv4(word: string): string {
  return bytesOf(word)
    .map((byte) => Number.parseInt(byte, 16))
    .join('.');
}

/** Eight groups without leading zeros, the longest run of zero groups as `::`. */
function ipv6(address: string): string {
  const hex = (address.match(/.{8}/g) ?? []).flatMap(bytesOf).join('').toLowerCase();
  const groups = (hex.match(/.{4}/g) ?? []).map((group) => Number.parseInt(group, 16).toString(16));
  const runs = groups.join(':').match(/(?:^|:)(?:0(?::|$)){2,}/g) ?? [];
  const longest = runs.toSorted((a, b) => b.length - a.length)[0];
  return longest === undefined ? groups.join(':') : groups.join(':').replace(longest, '::');
}

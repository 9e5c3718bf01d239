/**
 * Socket listings: `ss -tanp`, `-tanpm` (ss(8)), `netstat -tanp`, and /proc/net/tcp, tcp6 (net/ipv4/tcp_ipv4.c).
 * The owners of the latter's rows are links in /proc/PID/fd. Queue sizes are kept but for listening sockets, where they count connections.
 */
import type { ParsedArtifact, ParsedSocket, SocketOwner } from '#shared/domain/parsed.ts';
import { type ArtifactFormat, type LineRole, parsedArtifact } from './artifact-format.ts';
import { isProcNetHeader, isProcNetRow, readProcNetRow } from './proc-net-tcp.ts';
import { ProblemLog } from './problem-log.ts';
import { type TextSource, forEachLine } from './text-source.ts';

export const socketsFormat: ArtifactFormat = { kind: 'sockets', repeats: true, roleOf, parse: parseSockets };

const STATES =
  'ESTAB|ESTABLISHED|SYN[-_]SENT|SYN[-_]RECV|FIN[-_]WAIT[-_]?[12]|TIME[-_]WAIT|CLOSE|CLOSED|CLOSE[-_]WAIT|LAST[-_]ACK|LISTEN|CLOSING|UNCONN';
// tcp   SYN-SENT 0      1      192.0.2.18:43210     192.0.2.9:9092   users:(("fwlog",pid=2345,fd=7))
const SS_ROW = new RegExp(
  String.raw`^\s{0,8}(?:(?:tcp|udp)6?\s+)?(${STATES})\s+(\d{1,15})\s+(\d{1,15})\s+(\S{1,120}:\S{1,8})\s+(\S{1,120}:\S{1,8})(?:\s(.*))?$`,
);
// tcp        0      1 192.0.2.18:43210        192.0.2.9:9092          SYN_SENT    2345/fwlog
const NETSTAT_ROW = new RegExp(
  String.raw`^\s{0,8}(?:tcp|udp)6?\s+(\d{1,15})\s+(\d{1,15})\s+(\S{1,120}:\S{1,8})\s+(\S{1,120}:\S{1,8})\s+(${STATES})(?:\s(.*))?$`,
);
const ROW_START = new RegExp(String.raw`^\s{0,8}(?:(?:tcp|udp)6?\s|(?:${STATES})\s+\d)`);
const SS_HEADER = /^\s{0,8}(?:Netid\s+)?State\s+Recv-Q\s+Send-Q\s/;
const NETSTAT_HEADER = /^Proto\s+Recv-Q\s+Send-Q\s/;
const NETSTAT_TITLE = /^Active Internet connections/;
// The second line of `ss -m` and `-i`: 	 skmem:(r0,rb131072,…)   cubic wscale:7,7 rto:204
const CONTINUATION = /^\s+(?:skmem:\(|timer:\(|users:\(|\S+\s.*\b(?:rto|cwnd|mss):)/;

// `ls -l /proc/[0-9]*/fd`: /proc/2345/fd:    lrwx------ 1 root root 64 Nov 22 21:52 7 -> socket:[53886]
const FOLDER = /^\/proc\/(\d{1,10})\/fd:?$/;
const OWNED = / -> socket:\[(\d{1,15})\]$/;

function roleOf(text: string): LineRole | null {
  if (FOLDER.test(text)) return 'start';
  if (OWNED.test(text)) return 'row';
  if (SS_HEADER.test(text) || NETSTAT_HEADER.test(text) || isProcNetHeader(text)) return 'start';
  if (NETSTAT_TITLE.test(text)) return 'title';
  if (SS_ROW.test(text) || NETSTAT_ROW.test(text) || isProcNetRow(text)) return 'row';
  if (CONTINUATION.test(text)) return 'loose';
  return ROW_START.test(text) ? 'loose' : null;
}

/** One socket per row, in order. */
export function parseSockets(source: TextSource): ParsedArtifact {
  const problems = new ProblemLog();
  const sockets: ParsedSocket[] = [];
  const socketOwners: SocketOwner[] = [];
  let holder: number | undefined;
  forEachLine(source, problems, (text, line, terminated) => {
    const folder = FOLDER.exec(text);
    if (folder !== null) holder = Number(folder[1]);
    const owned = OWNED.exec(text);
    if (owned !== null && holder !== undefined) {
      socketOwners.push({ inode: Number(owned[1]), pid: holder });
      return;
    }
    const role = roleOf(text);
    if (text.trim() === '' || role === 'start' || role === 'title' || CONTINUATION.test(text)) return;
    const socket = readSsRow(text, line) ?? readNetstatRow(text, line) ?? readProcNetRow(text, line);
    if (socket === undefined) problems.add(line, terminated ? 'unparsed-line' : 'truncated', text);
    else sockets.push(socket);
  });
  return parsedArtifact('sockets', { sockets, socketOwners, problems: problems.list() });
}

function readSsRow(text: string, line: number): ParsedSocket | undefined {
  const match = SS_ROW.exec(text);
  if (match === null) return undefined;
  const owner = /\(\("(.{1,64}?)",(?:pid=)?(\d{1,10}),/.exec(match[6] ?? '');
  return {
    state: match[1]!,
    local: match[4]!,
    remote: match[5]!,
    ...queues(match[1]!, Number(match[2]), Number(match[3])),
    ...(owner === null ? {} : { pid: Number(owner[2]), processName: owner[1]! }),
    line,
  };
}

function readNetstatRow(text: string, line: number): ParsedSocket | undefined {
  const match = NETSTAT_ROW.exec(text);
  if (match === null) return undefined;
  const owner = /(?:^|\s)(\d{1,10})\/(\S{1,64})/.exec(match[6] ?? '');
  const state = toSsState(match[5]!);
  return {
    state,
    local: match[3]!,
    remote: match[4]!,
    ...queues(state, Number(match[1]), Number(match[2])),
    ...(owner === null ? {} : { pid: Number(owner[1]), processName: owner[2]!.replace(/:$/, '') }),
    line,
  };
}

/** netstat writes SYN_SENT and ESTABLISHED where ss writes SYN-SENT and ESTAB. */
function toSsState(state: string): string {
  return state === 'ESTABLISHED' ? 'ESTAB' : state.replaceAll('_', '-').replace(/WAIT([12])$/, 'WAIT-$1');
}

function queues(state: string, receive: number, send: number): Partial<ParsedSocket> {
  return state === 'LISTEN' ? {} : { receiveQueueBytes: receive, sendQueueBytes: send };
}

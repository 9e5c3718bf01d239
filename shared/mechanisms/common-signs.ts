/** Signs that every mechanism looks at alike: the library, the peer, what was dumped, the process's growth. */
import type { Statement } from '#shared/domain/ledger.ts';
import type { ProcessEvidence, SocketEvidence } from '#shared/domain/mechanism.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import type { Signs } from './definition.ts';
import { say } from './say.ts';

export interface Sides {
  readonly for: readonly Statement[];
  readonly against: readonly Statement[];
}

export function join(...parts: readonly Sides[]): { for: Statement[]; against: Statement[] } {
  return { for: parts.flatMap((part) => part.for), against: parts.flatMap((part) => part.against) };
}

export function mappedLibrary(
  { libraries }: Pick<ProcessEvidence, 'libraries'>,
  signs: Signs,
): string | undefined {
  return libraries.find((path) => signs.libraries?.some((pattern) => pattern.test(path)) ?? false);
}

/** @param wanted name for people, where none is mapped although the mappings are known */
export function librarySigns(evidence: ProcessEvidence, signs: Signs, wanted: string): Sides {
  const mapped = mappedLibrary(evidence, signs);
  const refs = evidence.librariesEvidence === null ? [] : [evidence.librariesEvidence];
  if (mapped !== undefined) {
    return { for: [say('library.mapped', { library: fileName(mapped) }, refs)], against: [] };
  }
  if (evidence.libraries.length === 0) return { for: [], against: [] };
  return { for: [], against: [say('library.missing', { library: wanted }, refs, 'caution')] };
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Sockets to the ports of the mechanism; where it has none, to anywhere. */
export function peersOf(
  { sockets }: Pick<ProcessEvidence, 'sockets'>,
  { ports }: Signs,
): readonly SocketEvidence[] {
  return sockets.filter(({ remote }) => ports === undefined || ports.includes(portOf(remote)));
}

/** `10.0.0.9:9092`, `[2001:db8::9]:9092` */
function portOf(remote: string): number {
  return Number(remote.slice(remote.lastIndexOf(':') + 1));
}

export function isUnanswered({ state }: SocketEvidence): boolean {
  return /^SYN[-_]SENT$/i.test(state);
}

/** Peers that do not answer, refuse, or take nothing; and those with which all is well. */
export function peerSigns(evidence: ProcessEvidence, signs: Signs): Sides {
  const byRemote = Map.groupBy(peersOf(evidence, signs), ({ remote }) => remote);
  const pro: Statement[] = [];
  const contra: Statement[] = [];
  for (const [remote, sockets] of byRemote) {
    const refs = sockets.map((socket) => socket.evidence);
    const unanswered = sockets.filter(isUnanswered).length;
    const bytes = sockets
      .filter((socket) => !isUnanswered(socket))
      .reduce((sum, { unsentBytes }) => sum + (unsentBytes ?? 0), 0);
    if (unanswered > 0) pro.push(say('peer.unanswered', { remote, count: unanswered }, refs));
    else if (bytes > 0) pro.push(say('peer.unsent', { remote, bytes }, refs));
    else if (signs.ports !== undefined && sockets.some(isEstablished)) {
      contra.push(say('peer.connected', { remote }, refs, 'caution'));
    }
  }
  const lines = evidence.logLines.filter(({ text }) => signs.log?.some((pattern) => pattern.test(text)));
  if (lines.length > 0) {
    pro.push(
      say(
        'peer.refused',
        { count: lines.length },
        lines.map((line) => line.evidence),
      ),
    );
  }
  return { for: pro, against: contra };
}

function isEstablished({ state }: SocketEvidence): boolean {
  return /^ESTAB/i.test(state);
}

/** A heap grows between the reading of its size and the dump. */
const WHOLE_SHARE = 0.99;

/** Whether all heaps were dumped; not where that is not known. */
export function isWhole({ dumpedShare }: ProcessEvidence): boolean {
  return dumpedShare !== null && dumpedShare >= WHOLE_SHARE;
}

/** What the dumps leave out. */
export function dumpSigns(evidence: ProcessEvidence): Sides {
  const { dumpedShare } = evidence;
  if (dumpedShare === null) return { for: [], against: [say('dumps.unknown', {}, [], 'caution')] };
  if (isWhole(evidence)) return { for: [], against: [] };
  return { for: [], against: [say('dumps.partial', { share: dumpedShare }, [], 'caution')] };
}

/** Against the same process on the other side; null where one of them is not known. */
export function growthOf({ anonymousBytes, otherAnonymousBytes }: ProcessEvidence): Bytes | null {
  return anonymousBytes === null || otherAnonymousBytes === null
    ? null
    : anonymousBytes - otherAnonymousBytes;
}

export function growthSigns(evidence: ProcessEvidence): Sides {
  const growth = growthOf(evidence);
  const refs = evidence.anonymousEvidence;
  if (growth === null) return { for: [], against: [] };
  if (growth > 0) return { for: [say('process.growth', { bytes: growth }, refs)], against: [] };
  return { for: [], against: [say('process.no-growth', { bytes: 0 - growth }, refs, 'caution')] };
}

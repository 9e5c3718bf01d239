/** Names of things that the domain lists: one entry per member, or it does not compile. */
import type { ArtifactKind, TimeSource } from '#shared/domain/evidence.ts';
import type { Confidence, LedgerMeasure } from '#shared/domain/ledger.ts';
import type { ProcessMeasure } from '#shared/domain/parsed.ts';
import type { ProblemReason } from '#shared/errors/problem.ts';

export interface Terms {
  readonly artifactKind: Readonly<Record<ArtifactKind, string>>;
  readonly timeSource: Readonly<Record<TimeSource, string>>;
  readonly problemReason: Readonly<Record<ProblemReason, string>>;
  readonly processMeasure: Readonly<Record<ProcessMeasure, string>>;
  readonly confidence: Readonly<Record<Confidence, string>>;
  readonly ledgerMeasure: Readonly<Record<LedgerMeasure, string>>;
}

export const termsEn: Terms = {
  artifactKind: {
    meminfo: 'meminfo',
    vmstat: 'vmstat',
    ps: 'ps',
    pmap: 'pmap',
    maps: 'maps',
    smaps: 'smaps',
    'smaps-rollup': 'smaps_rollup',
    status: 'status',
    cmdline: 'cmdline',
    dmesg: 'kernel log',
    sockets: 'sockets',
    dump: 'memory dump',
    'page-map': 'page map',
    transcript: 'transcript',
    manifest: 'collection manifest',
    text: 'not recognised',
  },
  timeSource: {
    manifest: 'manifest of the collection',
    given: 'given by the user',
    transcript: 'read in the transcript',
    archive: 'time in the archive',
    file: 'time of the file',
    import: 'time of import (capture time not known)',
  },
  problemReason: {
    'damaged-digit': 'Damaged digit, read as the digit it looks like',
    'damaged-permissions': 'Damaged permissions, read as the letters they look like',
    'damaged-label': 'Damaged mapping label, read as the label it looks like',
    'missing-column': 'Fewer columns than the header promises',
    'moved-column': 'Columns moved or added',
    'bad-number': 'Not a number that a machine can have',
    duplicate: 'Came before; the first one counts',
    truncated: 'Ends in the middle of a record',
    'unparsed-line': 'Line fits no known form; nothing read from it',
    'line-too-long': 'Line is too long to be read whole',
    'not-text': 'Bytes that are no text',
    'missing-field': 'A field is missing that this evidence needs',
    'impossible-range': 'Region overlaps another or ends before it starts',
    incoherent: 'Values disagree with each other',
    'not-collected': 'Asked of the target, not had or not whole',
  },
  processMeasure: {
    vsz: 'virtual size',
    rss: 'RSS',
    'rss-anon': 'RSS anonymous',
    'rss-file': 'RSS file',
    'rss-shmem': 'RSS shared',
    pss: 'PSS',
    'pss-anon': 'PSS anonymous',
    'pss-file': 'PSS file',
    'pss-shmem': 'PSS shared',
    anonymous: 'anonymous',
    'private-clean': 'private clean',
    'private-dirty': 'private dirty',
    'shared-clean': 'shared clean',
    'shared-dirty': 'shared dirty',
    swap: 'swap',
    'swap-pss': 'swap PSS',
    'hugetlb-private': 'huge pages, private',
    'hugetlb-shared': 'huge pages, shared',
    'page-tables': 'page tables',
    'rss-peak': 'peak RSS',
  },
  confidence: { measured: 'measured', derived: 'derived', estimated: 'estimated' },
  ledgerMeasure: {
    'MemTotal - MemAvailable': 'MemTotal − MemAvailable',
    'Active + Inactive': 'Active + Inactive (which counts file cache and leaves out kernel memory)',
    'Sum of processes': 'the sum of the processes (meminfo is not known)',
  },
};

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
    dmesg: 'dmesg',
    sockets: 'sockets',
    dump: 'dump',
    'page-map': 'page map',
    transcript: 'transcript',
    manifest: 'collection manifest',
    text: 'text',
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
    'damaged-digit': 'look-alike character, read as a digit',
    'damaged-permissions': 'look-alike letters, read as permissions',
    'damaged-label': 'damaged mapping label, read as the label',
    'missing-column': 'fewer columns than the header promises',
    'moved-column': 'columns moved or added',
    'bad-number': 'not a number, field left out',
    duplicate: 'repeated, the first one counts',
    truncated: 'ends in the middle of a record',
    'unparsed-line': 'line of no known form, not read',
    'line-too-long': 'line longer than the limit',
    'not-text': 'bytes that are no text',
    'missing-field': 'a necessary field is missing',
    'impossible-range': 'impossible address range, not classified',
    incoherent: 'values that disagree, kept as read',
    'not-collected': 'asked of the target, not had or not whole',
  },
  processMeasure: {
    vsz: 'virtual size',
    rss: 'RSS',
    'rss-anon': 'anonymous RSS',
    'rss-file': 'file RSS',
    'rss-shmem': 'shared-memory RSS',
    pss: 'PSS',
    'pss-anon': 'anonymous PSS',
    'pss-file': 'file PSS',
    'pss-shmem': 'shared-memory PSS',
    anonymous: 'anonymous memory',
    'private-clean': 'private clean memory',
    'private-dirty': 'private dirty memory',
    'shared-clean': 'shared clean memory',
    'shared-dirty': 'shared dirty memory',
    swap: 'swap',
    'swap-pss': 'swap PSS',
    'hugetlb-private': 'private huge pages',
    'hugetlb-shared': 'shared huge pages',
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

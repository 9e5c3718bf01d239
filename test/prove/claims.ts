/** All claims, in the order in which they are listed. */
import { cutsClaim } from './claims/cuts.ts';
import { diffTablesClaim } from './claims/diff-tables.ts';
import { dropsClaim } from './claims/drops.ts';
import { explainClaim } from './claims/explain.ts';
import { hostileClaim } from './claims/hostile.ts';
import { fuzzHeapClaim } from './claims/fuzz-heap.ts';
import { heapWalkClaim } from './claims/heap-walk.ts';
import { knownHostsClaim } from './claims/known-hosts.ts';
import { openClaim } from './claims/open.ts';
import { printReportClaim } from './claims/print-report.ts';
import { literalClaim, regexClaim } from './claims/search.ts';
import { redactionClaim } from './claims/redaction.ts';
import { smapsClaim } from './claims/smaps.ts';
import { startClaim } from './claims/start.ts';
import { storeClaim } from './claims/store.ts';
import { stringsClaim } from './claims/strings.ts';
import { sparseClaim, targetCostClaim } from './claims/target-cost.ts';
import { timelineClaim } from './claims/timeline.ts';
import { transferClaim } from './claims/transfer.ts';
import type { Claim } from './harness/claim.ts';

export const claims: readonly Claim[] = [
  smapsClaim,
  explainClaim,
  openClaim,
  storeClaim,
  startClaim,
  knownHostsClaim,
  hostileClaim,
  transferClaim,
  dropsClaim,
  targetCostClaim,
  sparseClaim,
  cutsClaim,
  heapWalkClaim,
  fuzzHeapClaim,
  stringsClaim,
  literalClaim,
  regexClaim,
  timelineClaim,
  diffTablesClaim,
  redactionClaim,
  printReportClaim,
];

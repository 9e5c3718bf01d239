/** All claims, in the order in which they are listed. */
import { smapsClaim } from './claims/smaps.ts';
import type { Claim } from './harness/claim.ts';

export const claims: readonly Claim[] = [smapsClaim];

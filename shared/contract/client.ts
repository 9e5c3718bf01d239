import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from './index.ts';

/** What every launcher and the page hold in hand; errors are AppErrors on all transports. */
export type MemcaseClient = ContractRouterClient<Contract>;

/** The contract's builder, shared by the files of this room. */
import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';

export const os = implement(contract);

/**
 * Must be the first import of the page: zod otherwise probes `new Function` when the contract's schemas are
 * built, which the content security policy reports as a violation.
 */
import { config } from 'zod';

config({ jitless: true });

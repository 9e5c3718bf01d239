/** One parse as a whole process, for the row of P13a that counts the start as well. */
import { readMappings, totalsText } from './smaps.ts';

console.log(totalsText(readMappings(process.argv[2] ?? '')));

/** Where things of this program are, from the source tree and from the built one alike. */
import { fileURLToPath } from 'node:url';

/** Two folders up, from `electron/platform` as from `dist/desktop`. */
export const programDirectory = fileURLToPath(new URL('../..', import.meta.url));

export const pageDirectory = fileURLToPath(new URL('../../dist/renderer', import.meta.url));

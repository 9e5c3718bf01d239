/** Every format that this room reads. Where a line could open several, the first one has it. */
import type { ArtifactFormat } from './artifact-format.ts';
import { cmdlineFormat } from './cmdline.ts';
import { meminfoFormat } from './meminfo.ts';
import { psFormat } from './ps.ts';
import { smapsFormat } from './smaps.ts';

export const formats: readonly ArtifactFormat[] = [smapsFormat, meminfoFormat, psFormat, cmdlineFormat];

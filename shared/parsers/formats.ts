/** Every format that this room reads. Where a line could open several, the first one has it. */
import type { ArtifactFormat } from './artifact-format.ts';
import { cmdlineFormat } from './cmdline.ts';
import { manifestFormat } from './capture-gaps.ts';
import { kernelLogFormat } from './kernel-log.ts';
import { mapsFormat } from './maps.ts';
import { meminfoFormat } from './meminfo.ts';
import { pmapFormat } from './pmap.ts';
import { psFormat } from './ps.ts';
import { smapsRollupFormat } from './smaps-rollup.ts';
import { smapsFormat } from './smaps.ts';
import { socketsFormat } from './sockets.ts';
import { statusFormat } from './status.ts';
import { vmstatFormat } from './vmstat.ts';

export const formats: readonly ArtifactFormat[] = [
  smapsRollupFormat,
  mapsFormat,
  statusFormat,
  meminfoFormat,
  smapsFormat,
  kernelLogFormat,
  socketsFormat,
  pmapFormat,
  vmstatFormat,
  psFormat,
  cmdlineFormat,
  manifestFormat,
];

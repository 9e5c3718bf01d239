/** What is open and looked at in this window. */
import { create } from 'zustand';
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import type { Subject } from '#shared/domain/subject.ts';
import type { TimeRange } from '#shared/domain/timeline.ts';
import { firstEvidence, type Inspected, type Side } from './inspected.ts';

export const screens = [
  'overview',
  'meminfo',
  'processes',
  'regions',
  'collect',
  'dumps',
  'timeline',
  'notebook',
] as const;
export type Screen = (typeof screens)[number];

/** Selectors of the two sides, `TARGET@ORDINAL`; null leaves the choice to the analysis. */
export interface Sides {
  readonly a: string | null;
  readonly b: string | null;
}

const automatic: Sides = { a: null, b: null };

/** A dump of the case, and where in it to begin. */
export interface OpenDump {
  readonly artifact: number;
  /** Bytes from the start of the dump. */
  readonly offset: number;
  /** Bytes to select there; one where it does not say. */
  readonly length?: number;
}

/** What is shown of an open dump. */
export const dumpTabs = ['bytes', 'heap', 'records', 'strings', 'search', 'stats'] as const;
export type DumpTab = (typeof dumpTabs)[number];

/** What a new finding is about: what is inspected, the open line of evidence, the selected bytes. */
export type PinTarget = 'row' | 'evidence' | 'bytes' | 'nothing';
type Dialog = 'keys' | 'import' | 'finding';
type SoughtRow = Extract<Subject, { kind: 'row' }>;

const screenOf = {
  ledger: 'overview',
  meminfo: 'meminfo',
  process: 'processes',
  class: 'regions',
  region: 'regions',
} as const satisfies Record<SoughtRow['of'], Screen>;

export interface Session {
  /** Handle of the open case. */
  readonly caseHandle: string | null;
  readonly screen: Screen;
  readonly sides: Sides;
  /** The process whose regions are looked at; null is the one with the largest difference. */
  readonly regionProcess: string | null;
  /** The dump that is open in Dumps; null shows the list. */
  readonly dump: OpenDump | null;
  readonly dumpTab: DumpTab;
  /** The range of time that was kept in the Timeline; null is all of it. */
  readonly timeRange: TimeRange | null;
  /** Lanes of the Timeline; null leaves the choice to the services. */
  readonly timelineLanes: readonly string[] | null;
  readonly inspected: Inspected | null;
  /** The evidence that is open in the inspector. */
  readonly evidence: EvidenceRef | null;
  readonly dialog: Dialog | null;
  readonly pinning: PinTarget;
  /** The bytes that are selected in the open dump. */
  readonly bytes: Required<OpenDump> | null;
  /** A row that the table of the screen goes to as soon as it has it. */
  readonly sought: SoughtRow | null;
  readonly openCase: (handle: string) => void;
  readonly closeCase: () => void;
  readonly show: (screen: Screen) => void;
  readonly compare: (sides: Sides) => void;
  readonly showRegions: (process: string | null) => void;
  /** Its bytes at that place. */
  readonly showDump: (dump: OpenDump | null) => void;
  readonly showDumpTab: (tab: DumpTab) => void;
  readonly setTimeRange: (range: TimeRange | null) => void;
  readonly setTimelineLanes: (lanes: readonly string[]) => void;
  readonly inspect: (row: Inspected | null, side?: Side | null) => void;
  readonly showEvidence: (ref: EvidenceRef) => void;
  readonly openDialog: (dialog: Dialog | null) => void;
  /** Opens the dialog that writes a finding. */
  readonly pin: (target: PinTarget) => void;
  readonly selectBytes: (bytes: Required<OpenDump> | null) => void;
  readonly seek: (row: SoughtRow | null) => void;
}

export const useSession = create<Session>()((set) => ({
  caseHandle: null,
  screen: 'overview',
  sides: automatic,
  regionProcess: null,
  dump: null,
  dumpTab: 'bytes',
  timeRange: null,
  timelineLanes: null,
  inspected: null,
  evidence: null,
  dialog: null,
  pinning: 'nothing',
  bytes: null,
  sought: null,
  openCase: (caseHandle) =>
    set({
      caseHandle,
      screen: 'overview',
      sides: automatic,
      regionProcess: null,
      dump: null,
      timeRange: null,
      timelineLanes: null,
      inspected: null,
      evidence: null,
      bytes: null,
      sought: null,
    }),
  closeCase: () =>
    set({
      caseHandle: null,
      dump: null,
      timeRange: null,
      inspected: null,
      evidence: null,
      dialog: null,
      sought: null,
    }),
  show: (screen) => set({ screen, sought: null }),
  compare: (sides) => set({ sides, inspected: null, evidence: null }),
  showRegions: (regionProcess) => set({ screen: 'regions', regionProcess }),
  showDump: (dump) => set({ screen: 'dumps', dump, dumpTab: 'bytes' }),
  showDumpTab: (dumpTab) => set({ dumpTab }),
  setTimeRange: (timeRange) => set({ timeRange }),
  setTimelineLanes: (timelineLanes) => set({ timelineLanes }),
  inspect: (inspected, side = null) =>
    set({ inspected, evidence: inspected === null ? null : firstEvidence(inspected, side) }),
  showEvidence: (evidence) => set({ evidence }),
  openDialog: (dialog) => set({ dialog }),
  pin: (pinning) => set({ dialog: 'finding', pinning }),
  selectBytes: (bytes) => set({ bytes }),
  seek: (sought) =>
    set(
      sought === null
        ? { sought }
        : {
            sought,
            screen: screenOf[sought.of],
            ...(screenOf[sought.of] === 'regions' ? { regionProcess: sought.process } : {}),
          },
    ),
}));

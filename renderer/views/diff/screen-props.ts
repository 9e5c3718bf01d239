export interface ScreenProps {
  readonly caseHandle: string;
  /** Turns the comparison round. */
  readonly onSwap: () => void;
}

/** What a claim is made of. A claim is a promise of speed that must first show that its answer is the same. */

/** What one run of a contestant took. */
export interface Cost {
  readonly wallMs: number;
  /** User and system time; undefined where the platform does not tell. */
  readonly cpuMs?: number | undefined;
  /** Largest resident set of the process; only where the contestant is one process of its own. */
  readonly rssBytes?: number | undefined;
}

export interface Contestant {
  /** For people, with the command line as it is run. */
  readonly name: string;
  readonly run: () => Promise<Cost>;
}

/** What is promised of a row, as judged; a row without limits is printed and not judged. */
export interface Limits {
  /** Median wall time of ours, at most. */
  readonly wallMs?: number;
  /** Largest resident set of ours in any round, at most. */
  readonly rssBytes?: number;
  /** Peer's time divided by ours, at least: the low end of its confidence interval counts. */
  readonly ratio?: number;
}

export interface Row {
  readonly name: string;
  readonly ours: Contestant;
  /** Undefined where the row is about ours alone. */
  readonly peer?: Contestant | undefined;
  readonly limits: Limits;
  /** Bytes that one run of either works through, for a rate; undefined where a rate says nothing. */
  readonly bytes?: number;
}

/** Answers that must be equal before any time is taken; each pair is compared as text. */
export interface Answer {
  readonly what: string;
  readonly ours: string;
  readonly expected: string;
  /** Who says what is expected: the peer, the generator, another tool. */
  readonly source: string;
}

export interface Trial {
  /** What the input is made of, one line each. */
  readonly inputs: readonly string[];
  readonly answers: () => Promise<readonly Answer[]>;
  /** Asked for after the answers, whose making may leave what the rows name. */
  readonly rows: () => readonly Row[];
  /** Removes what is not worth keeping. */
  readonly close?: () => void;
}

export interface Context {
  /** `tiny` is for the test of the claims: small inputs, one round, no limits judged. */
  readonly scale: 'full' | 'tiny';
  /** Ours is broken in the way that `Claim.sabotage` tells; the claim must then fail. */
  readonly sabotage: boolean;
  /** Folder for generated inputs; kept between runs, named by what makes them. */
  readonly inputs: string;
  readonly note: (text: string) => void;
}

export interface Claim {
  readonly id: string;
  readonly promise: string;
  /** What `--sabotage` breaks; must show in the answers, not only in the times. */
  readonly sabotage: string;
  /** Commands of peers with the package that brings each, for `--install-peers`. */
  readonly peers: Readonly<Record<string, string>>;
  /** The promise is in the answers: it holds where they are equal, and rows are only printed. */
  readonly answersOnly?: boolean;
  /** @throws MissingPeer where a command of `peers` that the answers need is not there */
  readonly prepare: (context: Context) => Promise<Trial>;
}

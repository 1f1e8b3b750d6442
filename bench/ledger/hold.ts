export interface Hold {
  readonly user: number;
  /** Credits. */
  readonly amount: number;
  readonly holdId: string;
}

/** A way to hold credits, each hold in a transaction of its own. */
export interface HoldMaker {
  hold(hold: Hold): Promise<void>;
  close(): Promise<void>;
}

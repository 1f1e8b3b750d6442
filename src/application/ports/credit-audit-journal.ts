import type { AuditReport } from './credit-audit.ts';

/** Who asked for an audit: the night, the operator in the bot, or somebody through the API. */
export type CreditAuditAsker =
  | { readonly kind: 'schedule' }
  | { readonly kind: 'operator' }
  | { readonly kind: 'admin' | 'api_key'; readonly name: string };

/** One audit of the credits, and what came of it. */
export interface CreditAuditRun {
  /** UUID. */
  readonly id: string;
  readonly askedBy: CreditAuditAsker;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly report: AuditReport;
}

export interface CreditAuditJournal {
  add(run: CreditAuditRun): Promise<void>;
  /** The one that finished last; undefined when none was kept. */
  last(): Promise<CreditAuditRun | undefined>;
  /**
   * Removes those that finished before `before`.
   *
   * @returns how many
   */
  prune(before: Date): Promise<number>;
}

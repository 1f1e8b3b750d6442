import type { UserId } from '../../domain/shared/ids.ts';

/** A broken promise of the books. Amounts are credits. */
export type AuditFinding =
  | {
      readonly kind: 'balance_differs';
      readonly userId: UserId;
      readonly balance: 'available' | 'held';
      readonly account: bigint;
      readonly entries: bigint;
    }
  | { readonly kind: 'running_balance_broken'; readonly userId: UserId; readonly reference: string }
  /** Held without an unfinished generation, or the other way round. */
  | { readonly kind: 'stranded_hold'; readonly userId: UserId; readonly holdId: string }
  | { readonly kind: 'missing_hold'; readonly userId: UserId; readonly generationId: string }
  | {
      readonly kind: 'capture_differs';
      readonly userId: UserId;
      readonly generationId: string;
      readonly captured: bigint;
      readonly charged: bigint;
    }
  /** Charged without a delivered output. */
  | {
      readonly kind: 'charged_undelivered';
      readonly userId: UserId;
      readonly generationId: string;
    }
  /** A payment says other credits than its entry `purchase:<method>:<charge id>`, or has none. */
  | {
      readonly kind: 'grant_differs';
      readonly userId: UserId;
      readonly paymentId: string;
      readonly granted: bigint;
      readonly entries: bigint;
    }
  /** An entry of kind purchase that no paid payment stands for. */
  | { readonly kind: 'grant_without_payment'; readonly userId: UserId; readonly reference: string }
  /**
   * A refund says other credits than its entries `refund:<refund id>` less `refund-failed:<refund
   * id>`; of a canceled one nothing may be taken.
   */
  | {
      readonly kind: 'refund_differs';
      readonly userId: UserId;
      readonly refundId: string;
      readonly taken: bigint;
      readonly entries: bigint;
    }
  /** A payment says other money given back than its refunds that succeeded. Minor units. */
  | {
      readonly kind: 'refunded_money_differs';
      readonly userId: UserId;
      readonly paymentId: string;
      readonly payment: bigint;
      readonly refunds: bigint;
    };

export interface AuditReport {
  readonly users: number;
  readonly entries: number;
  readonly generations: number;
  readonly payments: number;
  /** At most 1,000 are listed. */
  readonly findings: readonly AuditFinding[];
}

export interface CreditAudit {
  /** Checks the whole book against itself, in one consistent snapshot. */
  run(): Promise<AuditReport>;
}

import type { AuditHead, AuditRow } from '../../domain/access/audit.ts';

/** What admins and their programs did. Rows are added and never changed. */
export interface AuditLog {
  /**
   * The end of the log; nobody else adds a row until the transaction ends. It is the last lock that
   * a transaction takes: every other admin action waits for it.
   */
  lockHead(): Promise<AuditHead>;
  /** Adds the row that follows the locked head. */
  append(row: AuditRow): Promise<void>;
  /**
   * For checking, in one look: the end as the log remembers it (absent when even that was removed),
   * and the last row that there is (0: none).
   */
  end(): Promise<{ readonly head: AuditHead | undefined; readonly lastSeq: number }>;
  /** Rows behind `afterSeq`, in order. */
  read(afterSeq: number, limit: number): Promise<readonly AuditRow[]>;
}

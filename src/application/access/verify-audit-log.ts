import {
  type AuditFault,
  type AuditHead,
  auditFault,
  emptyAuditHead,
} from '../../domain/access/audit.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Digest } from '../ports/digest.ts';
import { hashOf } from './audit-trail.ts';

export interface AuditLogReport {
  /** How many rows were looked at. */
  readonly rows: number;
  /** Of the last sound row. Who keeps it elsewhere can tell later that all up to it is as it was. */
  readonly head: AuditHead;
  /** Absent: every row is as it was written. */
  readonly firstBroken?: { readonly seq: number; readonly reason: AuditFault } | undefined;
}

const batchSize = 1_000;

/** Checks the whole chain of the audit log, in batches, while others go on writing. */
export class VerifyAuditLog {
  readonly #auditLog: AuditLog;
  readonly #digest: Digest;
  #running: Promise<AuditLogReport> | undefined;

  constructor(auditLog: AuditLog, digest: Digest) {
    this.#auditLog = auditLog;
    this.#digest = digest;
  }

  /** Whoever asks while a check is under way gets what that one finds. */
  execute(): Promise<AuditLogReport> {
    this.#running ??= this.#check().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #check(): Promise<AuditLogReport> {
    const { head: remembered = emptyAuditHead, lastSeq } = await this.#auditLog.end();
    let head = emptyAuditHead;
    let rows = 0;
    const broken = (seq: number, reason: AuditFault): AuditLogReport => ({
      rows,
      head,
      firstBroken: { seq, reason },
    });
    while (head.seq < lastSeq) {
      // Rows that were added meanwhile are left for the next check.
      const batch = (await this.#auditLog.read(head.seq, batchSize)).filter(
        ({ seq }) => seq <= lastSeq,
      );
      if (batch.length === 0) {
        break;
      }
      for (const row of batch) {
        rows += 1;
        const fault =
          row.seq > remembered.seq
            ? 'unexpected'
            : auditFault(head, row, hashOf(row, this.#digest));
        if (fault !== undefined) {
          return broken(fault === 'missing' ? head.seq + 1 : row.seq, fault);
        }
        head = { seq: row.seq, hash: row.hash };
      }
    }
    if (head.seq < Math.max(lastSeq, remembered.seq)) {
      return broken(head.seq + 1, 'missing');
    }
    return head.hash === remembered.hash ? { rows, head } : broken(head.seq, 'changed');
  }
}

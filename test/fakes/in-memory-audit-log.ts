import type { AuditLog } from '../../src/application/ports/audit-log.ts';
import { type AuditHead, type AuditRow, emptyAuditHead } from '../../src/domain/access/audit.ts';
import { type InMemoryState, refuseDuplicate } from './in-memory-state.ts';

export class InMemoryAuditLog implements AuditLog {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async lockHead(): Promise<AuditHead> {
    return this.#head();
  }

  async append(row: AuditRow): Promise<void> {
    const { auditLog } = this.#state();
    refuseDuplicate(auditLog, row.seq, 'row');
    auditLog.set(row.seq, row);
  }

  async end(): Promise<{ readonly head: AuditHead | undefined; readonly lastSeq: number }> {
    const head = this.#head();
    return { head, lastSeq: head.seq };
  }

  async read(afterSeq: number, limit: number): Promise<readonly AuditRow[]> {
    return [...this.#state().auditLog.values()].filter(({ seq }) => seq > afterSeq).slice(0, limit);
  }

  #head(): AuditHead {
    const { seq, hash } = [...this.#state().auditLog.values()].at(-1) ?? emptyAuditHead;
    return { seq, hash };
  }
}

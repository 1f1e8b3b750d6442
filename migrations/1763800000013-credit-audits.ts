import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreditAudits1763800000013 implements MigrationInterface {
  readonly name = 'CreditAudits1763800000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE credit_audits (
        id uuid CONSTRAINT credit_audits_pkey PRIMARY KEY,
        asked_by text NOT NULL CONSTRAINT credit_audits_asked_by_check
          CHECK (asked_by IN ('schedule', 'operator', 'admin', 'api_key')),
        asker_name text,
        started_at timestamptz NOT NULL,
        finished_at timestamptz NOT NULL,
        report json NOT NULL,
        CONSTRAINT credit_audits_asker_name_check CHECK (
          (asker_name IS NOT NULL) = (asked_by IN ('admin', 'api_key'))
        )
      )
    `);
    await runner.query('CREATE INDEX credit_audits_finished_idx ON credit_audits (finished_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE credit_audits');
  }
}

import { FaultScript } from '../../http/fault-script.ts';
import type { FaultRule } from '../control-api.ts';
import { fitsPath } from './path-pattern.ts';

export type CallFacts = {
  readonly method: string;
  readonly path: string;
  readonly shopId: string | undefined;
};

export const yookassaFaults = () =>
  new FaultScript<FaultRule, CallFacts>(
    (rule, { method, path, shopId }) =>
      (rule.shopId === undefined || rule.shopId === shopId) &&
      (rule.method === undefined || rule.method === method) &&
      fitsPath(rule.path, path),
  );

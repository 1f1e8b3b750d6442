import { randomBytes } from 'node:crypto';
import type { SecretGenerator } from '../../application/ports/secret-generator.ts';

export const randomSecrets: SecretGenerator = {
  token: () => randomBytes(32).toString('base64url'),
};

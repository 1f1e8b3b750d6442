import {
  adminSchema,
  adminSessionSchema,
  apiKeyMinuteSchema,
  apiKeySchema,
  loginAttemptsSchema,
  roleSchema,
} from './access.ts';
import { albumPhotoSchema, albumSchema } from './albums.ts';
import { adminActionSchema, auditHeadSchema, auditLogSchema } from './audit.ts';
import { contentOverrideSchema, uploadSchema, userMessageSchema } from './content.ts';
import { conversationSchema, exchangeSchema } from './conversations.ts';
import { creditAuditSchema } from './credit-audits.ts';
import { creditAccountSchema, creditEntrySchema } from './credits.ts';
import { generationDeliverySchema, generationSchema } from './generations.ts';
import { imageContentSchema, imageSchema } from './images.ts';
import { paymentEventSchema, paymentSchema } from './payments.ts';
import { modelSchema, outboxSchema, settingSchema, telegramUpdateSchema } from './plumbing.ts';
import { promoCodeSchema, promoRedemptionSchema } from './promos.ts';
import { refundSchema } from './refunds.ts';
import {
  creditPackageSchema,
  operatorEventSchema,
  paymentDifferenceSchema,
  paymentNotificationSchema,
  reconciliationStateSchema,
  subscriptionSchema,
} from './shop-plumbing.ts';
import { referralSchema, userSchema } from './users.ts';
import { webhookDeliverySchema, webhookEndpointSchema } from './webhooks.ts';

export const schemas = [
  userSchema,
  referralSchema,
  creditAccountSchema,
  creditEntrySchema,
  conversationSchema,
  generationSchema,
  generationDeliverySchema,
  exchangeSchema,
  imageSchema,
  imageContentSchema,
  albumSchema,
  albumPhotoSchema,
  outboxSchema,
  telegramUpdateSchema,
  settingSchema,
  modelSchema,
  creditPackageSchema,
  promoCodeSchema,
  promoRedemptionSchema,
  paymentSchema,
  paymentEventSchema,
  refundSchema,
  subscriptionSchema,
  paymentNotificationSchema,
  operatorEventSchema,
  paymentDifferenceSchema,
  reconciliationStateSchema,
  roleSchema,
  adminSchema,
  adminSessionSchema,
  apiKeySchema,
  apiKeyMinuteSchema,
  loginAttemptsSchema,
  adminActionSchema,
  auditHeadSchema,
  auditLogSchema,
  contentOverrideSchema,
  uploadSchema,
  userMessageSchema,
  webhookEndpointSchema,
  webhookDeliverySchema,
  creditAuditSchema,
];

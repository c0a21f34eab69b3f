/** Every route beside the API that the OpenAPI document describes. */

import { FOREIGN_DESCRIPTIONS } from '../features/embed/foreign-descriptions.ts'
import { AUTH_DESCRIPTIONS } from './auth-descriptions.ts'

export const DESCRIBED_ROUTES = [...AUTH_DESCRIPTIONS, ...FOREIGN_DESCRIPTIONS]

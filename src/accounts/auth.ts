import { betterAuth } from 'better-auth'
import { isAPIError } from 'better-auth/api'
import { newId } from '../kernel/ids.ts'
import type { Database } from '../storage/index.ts'
import { accountsAdapter } from './adapter.ts'
import { CLIENT_ADDRESS } from './client-address.ts'
import { markToken } from './cookie.ts'
import { hashPassword, verifyPassword } from './password.ts'
import { SESSION_DAYS } from './session-days.ts'

export type AuthSettings = {
  db: Database
  /** Signs the cookies. Changing it signs everybody out. */
  secret: string
  /** Where people reach Mosaic. `https:` makes the cookie Secure. */
  publicUrl: string
  /** Sign-ins a minute from one network address, over all processes. */
  signInsPerMinute: number
}

/** Better Auth, reduced to what Mosaic asks of it: checking a password and opening a session with a signed cookie. */
export function createAuth(settings: AuthSettings) {
  return betterAuth(authOptions(settings, accountsAdapter(settings.db)))
}

export type Auth = ReturnType<typeof createAuth>

export { isAPIError }

/** The options apart from the database, which its schema check wants in another form than we run it with. */
export function authOptions<Adapter>(settings: AuthSettings, database: Adapter) {
  return {
    database,
    appName: 'Mosaic',
    secret: settings.secret,
    baseURL: settings.publicUrl,
    basePath: '/api/auth',
    trustedOrigins: [new URL(settings.publicUrl).origin],
    telemetry: { enabled: false },
    logger: { disabled: true },
    // The server's error handler answers: a store that is away is 503 there, and 500 here.
    onAPIError: { throw: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 8,
      maxPasswordLength: 128,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    rateLimit: {
      enabled: true,
      storage: 'database' as const,
      modelName: 'account_rate_limits',
      fields: { lastRequest: 'last_request' },
      customRules: { '/sign-in/email': { window: 60, max: settings.signInsPerMinute } },
    },
    user: {
      modelName: 'accounts',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
      additionalFields: {
        role: { type: 'string' as const, required: true, input: false },
        personId: { type: 'string' as const, required: true, input: false, fieldName: 'person_id' },
        origin: { type: 'string' as const, required: true, input: false },
        disabledAt: { type: 'date' as const, required: false, input: false, fieldName: 'disabled_at' },
      },
    },
    account: {
      modelName: 'account_credentials',
      fields: {
        userId: 'account_id',
        accountId: 'subject',
        providerId: 'provider',
        password: 'password_hash',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    session: {
      modelName: 'account_sessions',
      fields: {
        userId: 'account_id',
        token: 'token_hash',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        createdAt: 'created_at',
        updatedAt: 'last_seen_at',
      },
      expiresIn: SESSION_DAYS.absolute * 86_400,
      disableSessionRefresh: true,
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session: { token: string; userId: string }) => ({
            data: {
              ...session,
              token: markToken(session.token, { accountId: session.userId, secret: settings.secret }),
            },
          }),
        },
      },
    },
    verification: {
      modelName: 'account_verifications',
      fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
      storeIdentifier: 'hashed' as const,
    },
    advanced: {
      cookiePrefix: 'mosaic',
      // No `__Secure-` before the name: the cookie keeps its name when https comes later.
      useSecureCookies: false,
      defaultCookieAttributes: {
        httpOnly: true,
        sameSite: 'lax' as const,
        path: '/',
        secure: settings.publicUrl.startsWith('https://'),
      },
      // Said outright, because both default to off in a test run.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS] },
      database: { generateId: () => newId(), validateSchema: false },
    },
  }
}

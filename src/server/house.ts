import type { ChannelFacts, Given } from '../house/index.ts'
import { type Config, channelSettings, waysOut } from './config.ts'

const VARIABLES = { name: 'BUSINESS_NAME', timeZone: 'BUSINESS_TIME_ZONE', currency: 'BUSINESS_CURRENCY' } as const

/** What the environment says of the business. A variable that is set there cannot be changed in the product. */
export function houseGiven(config: Config, env: NodeJS.ProcessEnv): Given {
  const locked = Object.entries(VARIABLES).filter(([, variable]) => env[variable]?.trim())
  return {
    defaults: {
      name: config.BUSINESS_NAME,
      timeZone: config.BUSINESS_TIME_ZONE,
      currency: config.BUSINESS_CURRENCY,
    },
    locked: Object.fromEntries(locked),
    mails: waysOut(config).email,
    // Read each time: with PORT=0 the address is known after listening.
    publicUrl: () => config.publicUrl,
  }
}

/** Whom messages come from, which hosts take them, and what switches each way on. Never a password. */
export function channelFacts(config: Config): ChannelFacts {
  const { email, twilio } = channelSettings(config, null)
  const phoneHost = twilio ? new URL(twilio.apiUrl).host : null
  const twilioNeeds = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN']
  return {
    email: {
      from: email?.from ?? null,
      by: email ? new URL(email.url).hostname : null,
      needs: ['SMTP_URL', 'MAIL_FROM'],
    },
    sms: { from: twilio?.smsFrom ?? null, by: phoneHost, needs: [...twilioNeeds, 'TWILIO_SMS_FROM'] },
    whatsapp: { from: twilio?.whatsappFrom ?? null, by: phoneHost, needs: [...twilioNeeds, 'TWILIO_WHATSAPP_FROM'] },
    push: { from: null, by: null, needs: ['PUSH'] },
  }
}

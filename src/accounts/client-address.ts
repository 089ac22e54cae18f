/** Set by our own server over whatever a client sent: a forwarded header would be believed from anybody. */
export const CLIENT_ADDRESS = 'x-mosaic-client-address'

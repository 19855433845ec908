import { useEffect } from 'preact/hooks'
import { missed } from '../api/ask.ts'
import { Broken } from '../kit/states.tsx'

/** Opens the address anew: what of a screen did not come is fetched then. Without a line there would be nothing left. */
const again = () => {
  if (navigator.onLine) location.reload()
}

/** In the place of a screen whose files did not come: it says so, and is there as soon as the line is. */
export function Unreached() {
  useEffect(() => {
    addEventListener('online', again)
    return () => removeEventListener('online', again)
  }, [])
  return <Broken failure={missed()} retry={again} trying={false} />
}

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { z } from 'zod'
import { App } from './app'
import './tokens.css'
import './parts.css'
import './frame/frame.css'
import './study/study.css'
import './live/live.css'
import './results/results.css'

// The content security policy forbids code made from strings, which zod would otherwise try.
z.config({ jitless: true })

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)

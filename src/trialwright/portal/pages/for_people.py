"""Nothing enters, the pages leave by which people change something: a portal that only shows has none of them."""

from __future__ import annotations

from fastapi import APIRouter

from trialwright.portal.pages import following, merges, review, sign_in, users

FOR_PEOPLE: tuple[APIRouter, ...] = (sign_in.router, following.router, merges.router, review.router, users.router)
"""One module each, matched in this order, before the pages for everybody."""

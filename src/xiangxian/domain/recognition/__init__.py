"""The rules of recognition: cases, what they lack, policies, rewards, confirmations; pure."""

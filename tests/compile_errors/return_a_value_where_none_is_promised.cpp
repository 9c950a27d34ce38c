// says: ReturnsNothing_ToReturnAValueWriteCoroutineOfItsType
aio::Coroutine<> program() { co_return 5; }

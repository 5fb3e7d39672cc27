"""What is on the page, and what happens when somebody asks, opens a quote or rates an answer."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import gradio as gr

from plainspoken.access import Principal
from plainspoken.answers import Answer, Citation
from plainspoken.conversations import AUDIENCES, Question
from plainspoken.doors.asking import Asked, checked, day, new_conversation
from plainspoken.doors.web.events import AT_ONCE, caller, listen, told
from plainspoken.doors.web.private import Take, private_tab
from plainspoken.doors.web.reviewing import review_tab
from plainspoken.errors import NotFoundError
from plainspoken.present import answer_html, document_html, notice_html, saw_html, waiting_html, who_html, why_html
from plainspoken.reviewer import Reviews
from plainspoken.validity import Window

MOST_WAITING = 64
MOST_TURNS = 30  # answers kept on one page
RATINGS = {"up": "Thank you: noted as helpful.", "down": "Thank you: noted as not helpful."}
HEADER = (
    "<header class='ps-header'><h1>plainspoken</h1><p>Every sentence is tied to the words that prove it. "
    "If the documents do not say it, you are told so.</p></header>"
)
READERS = list(zip(("a sponsor", "a product manager", "an engineer"), AUDIENCES, strict=True))
DAY = "As things stood on"
NOTHING_OPEN = "<p class='ps-hint'>Choose a number such as <b>[1]</b> in an answer to read it in its document.</p>"
UNCHANGED = (gr.skip(),) * 5  # what a reply shows
NOTHING_ASKED = "<p class='ps-hint'>Ask something first.</p>"
ON_CLICK = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-does]');
  if (!button) return;
  element.querySelectorAll('.ps-chosen').forEach((other) => other.classList.remove('ps-chosen'));
  button.classList.add('ps-chosen');
  trigger('click', {does: button.dataset.does, answer: button.dataset.answer, n: Number(button.dataset.n || 0)});
});
"""
ON_SOURCE = """
watch('value', () => {
  const mark = element.querySelector('#ps-mark');
  if (!mark) return;
  const box = mark.closest('.ps-doc');
  box.scrollTop = Math.max(0, mark.offsetTop - box.offsetTop - box.clientHeight / 3);
  if (window.innerWidth < 900) element.scrollIntoView({block: 'start', behavior: 'smooth'});
  mark.focus({preventScroll: true});
});
"""


@dataclass(slots=True)
class Floor:
    """Who has the floor in one browser tab: what was begun last. What was begun before it shows nothing any more.

    Attributes:
        begun: How many questions and new conversations were.
    """

    begun: int = 0

    def take(self) -> int:
        """Return the number of what begins now."""
        self.begun += 1
        return self.begun


@dataclass(frozen=True, slots=True)
class Talk:
    """What one browser tab has asked so far.

    Attributes:
        conversation: Its id; empty before the first question.
        answers: Newest first.
        floor: Who has it; the same as long as the conversation lasts.
    """

    conversation: str = ""
    answers: tuple[Answer, ...] = ()
    floor: Floor = field(default_factory=Floor)

    def with_answer(self, answer: Answer) -> "Talk":
        """Return the talk with one more answer."""
        return replace(self, answers=(answer, *self.answers)[:MOST_TURNS])

    def html(self, on_its_way: str = "") -> str:
        """Return all answers as HTML, ``on_its_way`` before them."""
        return on_its_way + "".join(answer_html(answer) for answer in self.answers)

    def citation(self, does: object, answer_id: object, n: object) -> Citation | None:
        """Return the citation that a button stands for."""
        for answer in self.answers:
            if answer.id == answer_id:
                closest = answer.abstention.closest if answer.abstention else ()
                cited = closest if does == "closest" else answer.citations
                return next((citation for citation in cited if citation.n == n), None)
        return None


Shown = tuple[object, ...]
ASKING = "asking"  # the one queue of all questions, however they are asked


def page(
    assistant: Asked, examples: tuple[str, ...], reviews: Reviews | None = None, take: Take | None = None
) -> gr.Blocks:
    """Return the page; with ``reviews``, a tab for experts; with ``take``, one about private data."""
    chat = Chat(assistant)
    with gr.Blocks(title="plainspoken", analytics_enabled=False, fill_width=True) as blocks:
        talk = gr.State(Talk())
        gr.HTML(HEADER)
        who = gr.HTML("")
        with gr.Row(elem_id="ps-columns"):
            with gr.Column(scale=6, min_width=340):
                question, ask, again, audience, as_of, tries = _asking(examples)
                thread = gr.HTML("", js_on_load=ON_CLICK, elem_id="ps-thread")
            with gr.Column(scale=5, min_width=340, elem_id="ps-side"):
                tabs, source, saw, why = _side(reviews, take)
        shown = [thread, question, talk, saw, why]
        how = [audience, as_of, talk]
        listen(question.submit, chat.reply, [question, *how], shown, queue=ASKING)
        listen(ask.click, chat.reply, [question, *how], shown, queue=ASKING)
        for button in tries:  # a button's value is its text
            listen(button.click, chat.reply, [button, *how], shown, queue=ASKING)
        listen(again.click, _start_again, [talk], [talk, thread, source, saw, why])
        listen(thread.click, chat.clicked, [talk], [source, tabs])
        listen(blocks.load, _who, [], [who])
    blocks.queue(max_size=MOST_WAITING, default_concurrency_limit=AT_ONCE, api_open=False)
    return blocks


def _side(reviews: Reviews | None, take: Take | None) -> tuple[gr.Tabs, gr.HTML, gr.HTML, gr.HTML]:
    """Return what stands beside the answers: the source, what the model saw, and why."""
    with gr.Tabs(elem_id="ps-tabs", overflow_behavior="wrap") as tabs:
        with gr.Tab("Source", id="source"):
            source = gr.HTML(NOTHING_OPEN, js_on_load=ON_SOURCE, elem_id="ps-source")
        with gr.Tab("What the model saw", id="saw"):
            saw = gr.HTML(NOTHING_ASKED)
        with gr.Tab("Why this answer?", id="why"):
            why = gr.HTML(NOTHING_ASKED)
        if reviews is not None:
            review_tab(reviews)
        if take is not None:
            private_tab(take)
    return tabs, source, saw, why


class Chat:
    """What happens on the page.

    Args:
        assistant: Whom to ask.
    """

    def __init__(self, assistant: Asked) -> None:
        self._assistant = assistant

    def reply(self, text: str, audience: str, as_of: str, talk: Talk, request: gr.Request) -> Iterator[Shown]:
        """Yield the page as it changes: each verified sentence, then the whole answer.

        Nothing more once something else has the floor, another question or a new conversation: it would be undone.
        """
        if not text.strip():
            yield UNCHANGED
            return
        turn = talk.floor.take()
        for shown in self._replied(text, audience, as_of, talk, request):
            if talk.floor.begun != turn:
                yield UNCHANGED  # Gradio shows once more what was yielded last
                return
            yield shown

    def _replied(self, text: str, audience: str, as_of: str, talk: Talk, request: gr.Request) -> Iterator[Shown]:
        talk = talk if talk.conversation else replace(talk, conversation=new_conversation())
        yield talk.html(waiting_html(text, [])), "", talk, NOTHING_ASKED, NOTHING_ASKED
        try:
            principal = caller(request)
            asked = checked(Question(text, day(as_of, DAY), principal, audience, conversation=talk.conversation))
            yield from self._said(asked, talk)
        except Exception as error:  # noqa: BLE001  a door: Gradio would print the values on the way
            yield talk.html(notice_html(told(error))), text, talk, gr.skip(), gr.skip()

    def _said(self, asked: Question, talk: Talk) -> Iterator[Shown]:
        sentences: list[str] = []
        for item in self._assistant.stream(asked):
            if isinstance(item, str):
                sentences.append(item.strip())
                yield talk.html(waiting_html(asked.text, sentences)), gr.skip(), talk, gr.skip(), gr.skip()
            else:
                talk = talk.with_answer(item)
                yield talk.html(), gr.skip(), talk, *self._background(item, asked.principal)

    def clicked(self, talk: Talk, event: gr.EventData, request: gr.Request) -> Shown:
        """Open the quote that was chosen, or keep the rating."""
        does, answer_id = str(event.does), str(event.answer)
        try:
            if does in RATINGS:
                self._assistant.feedback(answer_id, caller(request), rating=does)
                gr.Info(RATINGS[does], duration=3)
                return gr.skip(), gr.skip()
            return self._quoted(talk.citation(does, answer_id, event.n), caller(request)), gr.Tabs(selected="source")
        except Exception as error:  # noqa: BLE001  as above
            return notice_html(told(error)), gr.Tabs(selected="source")

    def _quoted(self, citation: Citation | None, principal: Principal) -> str:
        if citation is None:
            return notice_html("That answer is no longer on this page.")
        view = self._assistant.document(citation.document_id, principal, citation.version)
        window = Window(citation.valid_from, citation.valid_to)
        return document_html(replace(view.edition, window=window), view.text, citation.start, citation.end)

    def _background(self, answer: Answer, principal: Principal) -> tuple[str, str]:
        """Return what the model saw, and how the answer came about."""
        try:
            model = self._assistant.told_to(answer.id, principal)
            saw = saw_html(self._assistant.saw(answer.id, principal), model)
            return saw, why_html(answer, self._assistant.given(answer.id, principal))
        except NotFoundError:  # nothing of it was kept
            return notice_html(answer.notice), why_html(answer, ())


def _asking(
    examples: tuple[str, ...],
) -> tuple[gr.Textbox, gr.Button, gr.Button, gr.Radio, gr.Textbox, list[gr.Button]]:
    with gr.Group():
        question = gr.Textbox(
            label="Your question",
            placeholder="Ask about the project in plain words",
            lines=1,
            max_lines=6,
            autofocus=True,
        )
        with gr.Row(elem_id="ps-how"):
            audience = gr.Radio(
                READERS, value=AUDIENCES[0], label="Write for", scale=2, min_width=340, elem_id="ps-audience"
            )
            as_of = gr.Textbox(label=DAY, placeholder="today, or YYYY-MM-DD", scale=1, min_width=120, max_lines=1)
    with gr.Row(elem_id="ps-go"):
        ask = gr.Button("Ask", variant="primary", min_width=120, scale=3)
        again = gr.Button("New conversation", min_width=120, scale=1)
    with gr.Row(elem_id="ps-examples"):
        tries = [gr.Button(text, size="sm", min_width=120) for text in examples]
    return question, ask, again, audience, as_of, tries


def _who(request: gr.Request) -> str:
    """Return who sits at the page, found out anew whenever it is opened."""
    return who_html(caller(request).name)


def _start_again(talk: Talk) -> Shown:
    talk.floor.take()
    return Talk(), "", NOTHING_OPEN, NOTHING_ASKED, NOTHING_ASKED
